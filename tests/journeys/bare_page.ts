import type { Page } from "playwright-core";

import type {
  AttuneConfig,
  DecisionContext,
  FetchOptions,
  Settings,
  SitecoreProvider,
} from "../../dist/types.js";
import type { PersonalizationResponse } from "../../dist/types.js";
import { optIn, providerOf } from "./provider.js";
import type { Service, Shop } from "./shop.js";

export interface Told {
  code: string;
  retryable: boolean;
  message: string;
  known: boolean;
}

export interface Outcome {
  response?: PersonalizationResponse;
  error?: Told;
}

/** A page with the SDK and nothing else, not started yet. */
export async function openBare(shop: Shop, search = "", page?: Page): Promise<Page> {
  const shown = page ?? (await shop.newPage());
  await shown.goto(`${shop.dev.site}/t/bare.html${search}`);
  return shown;
}

export async function init(page: Page, config: AttuneConfig): Promise<Told | undefined> {
  return page.evaluate(async (given) => {
    try {
      await window.Attune.init(given);
      return undefined;
    } catch (cause) {
      const { code, retryable, message } = cause as Told;
      return { code, retryable, message, known: window.Attune.isAttuneError(cause) };
    }
  }, config);
}

/** A bare page, started and opted in, unless `more` says otherwise. */
export async function startBare(
  shop: Shop,
  service: Service,
  {
    search = "",
    page,
    ...more
  }: { search?: string; page?: Page; sitecore?: SitecoreProvider } & Settings = {},
): Promise<Page> {
  const shown = await openBare(shop, search, page);
  const trouble = await init(shown, {
    ...providerOf(service, shop.dev),
    consents: [optIn],
    ...more,
  } as AttuneConfig);
  if (trouble) throw new Error(`init: ${trouble.code} ${trouble.message}`);
  return shown;
}

/** What `Personalization.fetch` answers, or the error it rejects with. */
export async function ask(
  page: Page,
  points: unknown,
  context?: DecisionContext,
  options?: FetchOptions,
): Promise<Outcome> {
  return page.evaluate(
    async ([names, facts, how]) => {
      try {
        const { fetch } = window.Attune.Personalization;
        return { response: await fetch(names as string[], facts, how) };
      } catch (cause) {
        const { code, retryable, message } = cause as Told;
        const known = window.Attune.isAttuneError(cause);
        return { error: { code, retryable, message, known } };
      }
    },
    [points, context, options] as const,
  );
}

/** Same, for a journey that expects an answer. */
export async function answerTo(
  page: Page,
  points: string[],
  context?: DecisionContext,
  options?: FetchOptions,
): Promise<PersonalizationResponse> {
  const { response, error } = await ask(page, points, context, options);
  if (!response) throw new Error(`fetch rejected: ${JSON.stringify(error)}`);
  return response;
}
