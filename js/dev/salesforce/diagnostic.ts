export interface Diagnostic {
  code: string;
  description: string;
}

/**
 * The vendor publishes meanings for all of them, numbers for a few (408). The others are
 * chosen here inside their published family: 2xx information, 4xx the request, 5xx the service.
 */
export const ALL_WELL: Diagnostic = { code: "200", description: "Nothing unusual happened." };

export function noDecisionQualified(point: string): Diagnostic {
  return { code: "201", description: `No decision of ${point} qualified.` };
}

export function notConfigured(point: string, why: string): Diagnostic {
  return { code: "402", description: `Personalization point ${point} is not configured: ${why}.` };
}

export function noSuchDecision(point: string, decision: string): Diagnostic {
  return { code: "407", description: `${point} has no decision with the id ${decision}.` };
}

export function isTrouble(diagnostic: Diagnostic): boolean {
  return !diagnostic.code.startsWith("2");
}
