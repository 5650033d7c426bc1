// The chapters of the lesson, in the order of the argument: what is claimed, what is guessed and measured, and why it
// comes out as it does. Adding a chapter is adding an entry.

/** Two contenders train a model of this width, in the lesson's own comparison. */
export interface Training {
  kind: 'training';
  slower: string;
  faster: string;
  width: number;
}

/** Two contenders of an experiment's card, at one of its sizes. */
export interface Trial {
  kind: 'card';
  card: string;
  size: number;
  slower: string;
  faster: string;
}

export interface Chapter {
  /** In the address, as in #lesson/boxes. */
  id: string;
  title: string;
  claim: string;
  /** How many times faster is one than the other? */
  question: string;
  measured: Training | Trial;
  /** Whoever is faster, and slower, as the subject of a sentence. */
  names: { faster: string; slower: string };
  /** Why it comes out as it does. */
  why: string;
  /** Why it may have gained nothing here. */
  otherwise: string;
  more: { href: string; text: string };
  /** The chapter whose outcome it is to be compared with. */
  recalls?: string;
}

/** The width of microGPT. What is measured at it belongs to one and the same training step. */
export const tinyWidth = 16;
const wideWidth = 128;

function training(slower: string, faster: string, width = tinyWidth): Training {
  return { kind: 'training', slower, faster, width };
}

function trial(card: string, size: number, slower: string, faster: string): Trial {
  return { kind: 'card', card, size, slower, faster };
}

export const chapters: readonly Chapter[] = [
  {
    id: 'interpreter',
    title: 'The interpreter',
    claim:
      'Python is interpreted: for every operation CPython reads what is to be done, looks up what it means for ' +
      'these operands, and only then computes.',
    question: 'The same graph of the same numbers, but compiled beforehand: how many times faster is a training step?',
    measured: training('python', 'value'),
    names: { faster: 'the compiled graph', slower: 'CPython' },
    why:
      'CPython carries out a step as millions of small instructions. For each it looks at the types of the ' +
      'operands, finds the function that fits them, counts who still uses what, and makes an object for the result. ' +
      'The compiled graph makes the same objects and computes the same losses, but all these questions were ' +
      'answered before it ran. This is why libraries for Python are written in other languages: the interpreter is ' +
      'then asked once for a whole array.',
    otherwise: 'That is not what anybody expects: something else must have slowed the compiled graph down.',
    more: {
      href: '#ladder',
      text: 'The ladder has JavaScript in between: interpreted at first, compiled while it runs',
    },
  },
  {
    id: 'boxes',
    title: 'Boxes',
    claim:
      'In a graph of boxed numbers, each one is an object of its own: made for a single operation, and visited ' +
      'again for its gradient.',
    question: 'The same model on plain arrays, still one number per instruction: how many times faster is a step?',
    measured: training('value', 'scalar'),
    names: { faster: 'the build on arrays', slower: 'the graph of boxes' },
    why:
      'A boxed number has to be made, linked to what it was computed from, and found again by its address, all of ' +
      'it for one addition or one product. On arrays a whole row of numbers shares one entry on the tape, and the ' +
      'numbers lie side by side. The arithmetic is the same, and so are the losses: what is gone is the bookkeeping.',
    otherwise:
      'Here the bookkeeping seems to cost next to nothing. Measure again at a calmer time before you believe it.',
    more: { href: '#race', text: 'Watch the two race, and compare their losses' },
  },
  {
    id: 'memory',
    title: 'Contiguous memory',
    claim:
      'Memory is fetched in lines of 64 bytes, as a rule: neighbours arrive together, and what lies scattered costs ' +
      'a fetch each.',
    question:
      'Add up a quarter of a million numbers, from a linked list scattered over memory or from an array: how many ' +
      'times faster is the array?',
    measured: trial('contiguous', 250_000, 'list, shuffled', 'array'),
    names: { faster: 'the array', slower: 'the scattered list' },
    why:
      'One fetch brings sixteen neighbours of four bytes. Where an array is gone through in order, the processor ' +
      'even fetches ahead. Of the scattered list it uses a single number of each line, and cannot fetch ahead, as ' +
      'only the element itself says where the next one lies. The more memory the list takes, the farther away that ' +
      'is.',
    otherwise: 'So much may fit into a cache here that it hardly matters where the numbers lie.',
    more: { href: '#experiments/contiguous', text: 'The card: other sizes, and pointers that lie in order' },
  },
  {
    id: 'bytes',
    title: 'Bytes',
    claim: 'A number need not take eight bytes. The fewer it takes, the sooner all of them are there.',
    question: 'The sum of a million numbers of one byte each instead of eight bytes: how many times faster is it?',
    measured: trial('bytes', 1_000_000, 'float64', 'int8'),
    names: { faster: 'the sum of single bytes', slower: 'the sum of eight bytes a number' },
    why:
      'An eighth of the bytes has to come from memory, and a register holds sixteen such numbers instead of two. ' +
      'But the sum of small numbers soon needs more room than they do, so each is widened before it is added, and ' +
      'that takes instructions of its own. The fast builds here train with four bytes a number, CPython and the ' +
      'graph with eight; models that are only used often make do with one.',
    otherwise: 'Here the widening seems to cost what the bytes save.',
    more: { href: '#experiments/bytes', text: 'The card: boxes, eight, four, two bytes and one' },
  },
  {
    id: 'lanes',
    title: 'Lanes',
    claim: 'A vector register of 128 bits has four lanes for numbers of 32 bits: one instruction works on all four.',
    question: 'The same loops, written for four lanes: how many times faster is a training step of the tiny model?',
    measured: training('scalar', 'simd'),
    names: { faster: 'the build with four lanes', slower: 'one number per instruction' },
    why:
      'Each instruction does four times as much, yet a step holds more than such instructions. Operations have to ' +
      'be set up, rows of 16 numbers are over after four instructions, and what was added up lane by lane has to be ' +
      'brought together at the end. All of that takes as long as before. The ratio is that of the whole step, not ' +
      'of its best loop.',
    otherwise: 'This browser may imitate vector instructions by ordinary ones: then there is nothing to gain.',
    more: { href: '#experiments/width', text: 'The card: two, four, eight and sixteen lanes' },
  },
  {
    id: 'fused',
    title: 'Fused instructions',
    claim:
      'Matrix products do nothing but multiply and add. A fused instruction does both at once, and rounds once ' +
      'instead of twice.',
    question: 'The same four lanes with fused multiply-add: how many times faster is a step now?',
    measured: training('simd', 'relaxed'),
    names: { faster: 'the build with fused multiply-add', slower: 'the build with four lanes' },
    why:
      'Where there is nothing but multiplying and adding, it can be twice the work per instruction. In a step of ' +
      'this tiny model, most instructions load and store numbers or set something up, and there is nothing to fuse ' +
      'in them. A small gain on top of all the others is what remains. The losses may differ in the last digits, as ' +
      'a fused sum is rounded once.',
    otherwise: 'In so small a model the products are too small a part of a step for it to show.',
    more: { href: '#experiments/fused', text: 'The card: a loop that only multiplies and adds' },
  },
  {
    id: 'threads',
    title: 'Threads',
    claim: 'Two cores do in half the time what one does, if the work is large enough to be worth handing over.',
    question: 'Work on a hundred thousand elements, shared by two threads: how many times faster than on one?',
    measured: trial('threads', 100_000, '1 thread', '2 threads'),
    names: { faster: 'the work on two threads', slower: 'that on one' },
    why:
      'Each thread takes half and needs nothing from the other until the end. But the other has to be woken first, ' +
      'and the last one waited for: that takes microseconds, however small the work is. A step of the tiny model is ' +
      'over in some dozens of microseconds, so that sharing it costs more than it saves.',
    otherwise: 'Here the second core is busy with something else, or it shares its units with the first.',
    more: { href: '#experiments/threads', text: 'The card: from a hundred elements to a million, on all cores' },
  },
  {
    id: 'gpu',
    title: 'The GPU',
    claim: 'A GPU has thousands of lanes. It wants work by the million, and takes a while to begin.',
    question:
      'Two matrices of 384 × 384, multiplied on the GPU, where they already are: how many times faster than on one ' +
      'core with four fused lanes?',
    measured: trial('gpu-matmul', 384, 'relaxed', 'GPU'),
    names: { faster: 'the GPU', slower: 'one core with four fused lanes' },
    why:
      'Each of the 147,456 results can be computed by itself, so thousands of lanes have something to do. Starting ' +
      'the work takes some dozens of microseconds, bringing the matrices there and back often longer than the ' +
      'product itself. A whole training step of the tiny model is over on the processor before a GPU would have ' +
      'begun.',
    otherwise: 'This GPU is small, busy, or of a kind that shares the memory and the power of the processor.',
    more: { href: '#experiments/gpu-matmul', text: 'The card: other sizes, and with the way there and back' },
  },
  {
    id: 'tiny-model',
    title: 'Why a tiny model gains only so much',
    claim:
      'Lanes speed up arithmetic and nothing else. In a model as tiny as this one, much of a step is something else.',
    question: 'The four lanes again, in a model eight times as wide: how many times faster are they there?',
    measured: training('scalar', 'simd', wideWidth),
    names: { faster: 'the build with four lanes', slower: 'one number per instruction' },
    why:
      'To set up an operation takes as long for rows of 128 numbers as for rows of 16, but then there is far more ' +
      'to compute, and that is what lanes are good at. So it is with every idea: it shortens its own share of the ' +
      'time, and the rest stays as it was.',
    otherwise: 'Something other than arithmetic holds both of them up here, such as the memory.',
    more: { href: '#ladder', text: 'The ladder over all widths: where each idea begins to pay' },
    recalls: 'lanes',
  },
];
