import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import type { Fault, Plan } from "./plan.js";
import type { Request } from "./request.js";

/** What the service itself would say. */
export interface Usual {
  status: number;
  body: string;
}

const reasons: Record<number, string> = { 200: "OK", 201: "Created", 202: "Accepted" };

/** Says whether the whole of the answer went out on a connection that still stood. */
export async function answer(
  socket: Socket,
  request: Request,
  plan: Plan,
  usual: Usual,
): Promise<boolean> {
  await Promise.all([sleep(plan.latencyMs ?? 0), plan.after]);
  if (socket.destroyed) return false;
  const { head, body } = compose(request, plan, usual);
  if (plan.fault && plan.fault !== "no-cors") return fail(socket, head, body, plan.fault);
  const isWhole = await write(socket, head + body);
  // A length that is too long is only found out when the connection ends.
  if (plan.lengthOff) socket.end();
  return isWhole && !plan.lengthOff;
}

function compose(request: Request, plan: Plan, usual: Usual): { head: string; body: string } {
  const status = plan.status ?? usual.status;
  const isEmpty = status === 204 || status === 304;
  const body = isEmpty ? "" : (plan.body ?? (status < 300 ? usual.body : ""));
  const length = Buffer.byteLength(body) + (plan.lengthOff ?? 0);
  const headers = {
    Date: new Date(Date.now() + (plan.skewMs ?? 0)).toUTCString(),
    ...(body && { "Content-Type": "application/json" }),
    ...(!isEmpty && { "Content-Length": String(Math.max(0, length)) }),
    ...(plan.fault !== "no-cors" && permission(request, plan)),
    ...plan.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const first = `HTTP/1.1 ${status} ${reasons[status] ?? "Scripted"}\r\n`;
  return { head: `${first}${lines.join("")}\r\n`, body };
}

function permission({ method, headers }: Request, { expose }: Plan): Record<string, string> {
  const origin = headers.get("origin");
  if (!origin) return {};
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Credentials": "true",
    ...(expose && { "Access-Control-Expose-Headers": expose.join(", ") }),
    ...(method === "OPTIONS" && {
      "Access-Control-Allow-Methods": "GET, POST",
      "Access-Control-Allow-Headers": headers.get("access-control-request-headers") ?? "",
      "Access-Control-Max-Age": "600",
    }),
  };
}

async function fail(socket: Socket, head: string, body: string, fault: Fault): Promise<boolean> {
  if (fault === "close") socket.end();
  if (fault === "status-line-only") await write(socket, head.slice(0, head.indexOf("\n") + 1));
  if (fault === "hang-after-headers") await write(socket, head);
  if (fault === "drip") return drip(socket, head + body);
  if (typeof fault === "object") {
    await write(socket, (head + body).slice(0, fault.resetAt));
    socket.resetAndDestroy();
  }
  return false;
}

async function drip(socket: Socket, text: string): Promise<boolean> {
  for (const byte of text) {
    if (!(await write(socket, byte))) return false;
    await sleep(1000);
  }
  return true;
}

function write(socket: Socket, text: string): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const broken = () => resolve(false);
    socket.once("close", broken);
    socket.write(text, (error) => {
      socket.off("close", broken);
      resolve(!error);
    });
  });
}
