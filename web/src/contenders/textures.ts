// The pictures that tracks are made of: an interpreter that reads one sign after the other, objects or boxes that point
// at each other, one line, four lanes abreast (with gaps where a compiler left work undone, tied together where two
// operations are one), or such lanes on several cores. Each is a tile 44 pixels high.

/** Lanes `height` pixels high that begin so many pixels from the top. */
function lanes(height: number, ...tops: number[]): string {
  return tops.map((y) => `<rect y='${y}' width='22' height='${height}'/>`).join('');
}

function pieces(...rows: [x: number, y: number, width: number][]): string {
  return rows.map(([x, y, width]) => `<rect x='${x}' y='${y}' width='${width}' height='6'/>`).join('');
}

const pointer = "<rect x='15' y='21' width='8' height='2'/>";
const four = lanes(6, 4, 14, 24, 34);

export const textures = {
  interpreted: { width: 22, drawing: "<circle cx='8' cy='22' r='7'/>" },
  objects: {
    width: 22,
    drawing: `<circle cx='8' cy='22' r='6' fill='none' stroke='#000' stroke-width='3'/>${pointer}`,
  },
  boxes: { width: 22, drawing: `<rect x='1' y='15' width='14' height='14' rx='4'/>${pointer}` },
  line: { width: 22, drawing: lanes(6, 19) },
  loose: {
    width: 40,
    drawing: pieces([0, 4, 30], [8, 14, 32], [0, 24, 14], [20, 24, 20], [0, 34, 22], [30, 34, 10]),
  },
  lanes: { width: 22, drawing: four },
  fused: { width: 22, drawing: `${four}<rect x='8' y='4' width='6' height='36'/>` },
  cores: { width: 22, drawing: lanes(3, 1, 6, 11, 16, 25, 30, 35, 40) },
} as const;

export type Texture = keyof typeof textures;
