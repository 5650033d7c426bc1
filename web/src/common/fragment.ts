// The part of the address after #: which view is shown, and which place in it, as in #experiments/multiply or
// #lesson/boxes.

export function fragment(): { view: string; place: string | undefined } {
  const [view = '', place] = location.hash.slice(1).split('/');
  return { view, place };
}
