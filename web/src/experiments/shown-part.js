// The part of a source that a reader is to see: the text between the comments "[show: name]" and "[end]". In
// JavaScript, as node reads it, too, when it lists the instructions of these parts.

/**
 * The marked part, moved to the left margin; undefined when there is none of that name.
 * @param {string} source
 * @param {string} name
 * @returns {string | undefined}
 */
export function shownPart(source, name) {
  const lines = source.split(/\r?\n/);
  const begin = lines.findIndex((line) => line.trim().replace(/^(\/\/|#)\s*/, '') === `[show: ${name}]`);
  if (begin < 0) return undefined;
  const end = lines.findIndex((line, i) => i > begin && /^\s*(\/\/|#)\s*\[end\]$/.test(line));
  if (end < 0) return undefined;
  return unindented(lines.slice(begin + 1, end));
}

/** @param {readonly string[]} lines */
function unindented(lines) {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines
    .map((line) => line.slice(indent).trimEnd())
    .join('\n')
    .trim();
}
