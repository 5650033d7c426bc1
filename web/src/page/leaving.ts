// Leaving the page asks first while something would be lost with it. In the frame of another page it does not, as its
// reader leaves that one.

export function askBeforeLeaving(wouldBeLost: () => boolean): void {
  addEventListener('beforeunload', (event) => {
    if (window.top === window && wouldBeLost()) event.preventDefault();
  });
}
