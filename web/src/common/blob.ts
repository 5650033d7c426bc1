// A long text as a file in UTF-8. To encode it takes a while: it is done in pieces, between which the page can draw.

const pieceLength = 1 << 21;

/** What begins here ends before half of a surrogate pair. */
function endOfPiece(text: string, begin: number): number {
  const end = Math.min(begin + pieceLength, text.length);
  const isCut = /[\ud800-\udbff]/.test(text.charAt(end - 1)) && end < text.length;
  return isCut ? end + 1 : end;
}

export async function blobOf(text: string): Promise<Blob> {
  const pieces: Blob[] = [];
  for (let begin = 0; begin < text.length; ) {
    const end = endOfPiece(text, begin);
    pieces.push(new Blob([text.slice(begin, end)]));
    begin = end;
    if (begin < text.length) await new Promise((resolve) => setTimeout(resolve));
  }
  return new Blob(pieces);
}
