// The Escape key ends what is under way: of several things the one that began to listen last.

/** Ends it and returns true, if there is something to end. */
type End = () => boolean;

const ends: End[] = [];

/** Calls `end` when Escape is pressed, until what is returned is called. */
export function onEscape(end: End): () => void {
  ends.push(end);
  return () => ends.splice(ends.indexOf(end), 1);
}

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
  if (ends.toReversed().some((end) => end())) event.preventDefault();
});
