// Leaving the page asks first while something would be lost with it.

export function askBeforeLeaving(wouldBeLost: () => boolean): void {
  addEventListener('beforeunload', (event) => {
    if (wouldBeLost()) event.preventDefault();
  });
}
