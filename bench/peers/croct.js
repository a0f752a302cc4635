import croct from "@croct/plug";

function start() {
  croct.plug({ appId: "00000000-0000-4000-8000-000000000000", track: false });
}

export async function decide() {
  start();
  return (await croct.fetch("home-hero")).content;
}

export async function track() {
  start();
  return () => croct.track("eventOccurred", { name: "bench-visit" });
}
