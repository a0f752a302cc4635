interface Size {
  readonly width: number;
  readonly height: number;
}

const areaOf = ({ width, height }: Size): number => width * height;
/** Of a length along these places, how much there is room for. */
const fitOf = (places: number[], room: number): number =>
  Math.min(1, room / (Math.max(...places) - Math.min(...places)));

/** Whether nothing tells when what it renders changes. */
export function isBoxless(element: Element): boolean {
  return getComputedStyle(element).display === "contents";
}

/** What shows of an element: itself, or where it has no area what it renders. */
export function partsOf(element: Element): Element[] {
  const { display } = getComputedStyle(element);
  const slotted = (element as Partial<HTMLSlotElement>).assignedElements?.() ?? [];
  const inside = slotted.length ? slotted : [...(element.shadowRoot ?? element).children];
  if (display === "none" || areaOf(element.getBoundingClientRect())) return [element];
  if (inside.length) return inside.flatMap(partsOf);
  // Text without a box of its own is in that of the next one up.
  const isText = display === "contents" && /\S/.test(element.textContent);
  return [(isText && element.parentElement) || element];
}

/**
 * What is in view of an element, of as much as there is room to show: 0 to 1. Below that, something
 * is in view and yet nothing shows: it is transparent, invisible, or behind a modal dialog.
 *
 * @param entries - one for each part
 */
export function shareSeen(element: Element, entries: IntersectionObserverEntry[]): number {
  const across: number[] = [];
  const down: number[] = [];
  let [inView, seen, whole] = [0, 0, 0];
  let room: Size | undefined;
  for (const entry of entries) {
    const { boundingClientRect: box, intersectionRect } = entry;
    across.push(box.left, box.right);
    down.push(box.top, box.bottom);
    whole += areaOf(box);
    const area = areaOf(intersectionRect);
    inView += area;
    const own = area && roomFor(entry, element);
    if (own) {
      room = own;
      seen += area;
    }
  }
  if (!room) return -inView;
  return seen / (whole * fitOf(across, room.width) * fitOf(down, room.height));
}

/** The smallest of the boxes that a part is shown in; undefined where it does not show. */
function roomFor(
  { target, rootBounds }: IntersectionObserverEntry,
  element: Element,
): Size | undefined {
  // A frame of another origin is not told; nothing is shown larger than the window.
  let width = Math.min(innerWidth, rootBounds?.width ?? outerWidth);
  let height = Math.min(innerHeight, rootBounds?.height ?? outerHeight);
  // By "is", which forgives a word that a browser does not know yet.
  const modalForm = ":is(:modal)";
  const modal = document.querySelector(modalForm);
  let isShown = !modal || element.contains(modal);
  if (getComputedStyle(target).visibility !== "visible") return undefined;
  for (let at: Element | null = target; at; at = above(at)) {
    const { opacity, overflow } = getComputedStyle(at);
    if (!+opacity) return undefined;
    if (at.matches(modalForm)) isShown = true;
    if (at === target || overflow === "visible") continue;
    width = Math.min(width, at.clientWidth);
    height = Math.min(height, at.clientHeight);
  }
  return isShown ? { width, height } : undefined;
}

/** The next one up as the page is rendered. */
function above(element: Element): Element | null {
  const { host } = element.getRootNode() as Partial<ShadowRoot>;
  return element.assignedSlot ?? element.parentElement ?? host ?? null;
}
