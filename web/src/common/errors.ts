// What was thrown, as a sentence to show: JavaScript lets anything be thrown.

export function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message } = Object(error) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? message : 'The browser gave no reason.';
}
