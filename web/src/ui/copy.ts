// Text for the clipboard.
import { show } from '../common/dom.ts';

/** Copies a text, and returns whether it may; where not, it stands selected in the field, which is hidden otherwise. */
export async function copyText(text: string, field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  field.value = text;
  try {
    await navigator.clipboard.writeText(text); // insecure origins have no clipboard at all
    show(field, false);
    return true;
  } catch {
    show(field, true);
    field.select();
    return false;
  }
}
