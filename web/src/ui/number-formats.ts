// Some browsers cannot format numbers in their own language (WebKit under the locale "C"), and throw at whoever tries.
// uPlot tries while it loads. There numbers are formatted plainly. To be imported before everything else.
class PlainNumbers {
  format(value: number): string {
    return String(value);
  }
}

try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(Intl, 'NumberFormat', { value: PlainNumbers });
}
