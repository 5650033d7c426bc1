// What was thrown, as a sentence to show: JavaScript lets anything be thrown.

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
