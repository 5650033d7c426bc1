// What the explorers have to tell for the saved results.

export interface Findings {
  /** Whether anything was measured, so that there is something worth saving. */
  isMeasured(): boolean;
  /** Undefined while there is nothing to tell. */
  section(): object | undefined;
}

const all: Findings[] = [];

export function addFindings(findings: Findings): void {
  all.push(findings);
}

export const explorersMeasured = (): boolean => all.some((findings) => findings.isMeasured());

export function explorersSection(): object[] {
  return all.map((findings) => findings.section()).filter((section) => section !== undefined);
}
