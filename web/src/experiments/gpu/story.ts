// What happened on the GPU, told from the results.
import { comparisons, noteOf, ranked, ratioText, type Facts, type Named } from '../sentences.ts';

export function gpuStory({ result }: Facts): string[] {
  const gpu = result.outcomes.find(({ name }) => name === 'GPU');
  if (!gpu?.raw.adapter) return ['No GPU took part, so there is nothing to compare.'];
  const { description, software } = gpu.raw.adapter;
  const part = (name: string): string =>
    ratioText(noteOf(result, 'GPU with transfer', `milliseconds for the ${name}`) ?? NaN);
  const parts = result.outcomes.some(({ name }) => name === 'GPU with transfer')
    ? `With transfer, bringing the data there took ${part('upload')} ms, computing ${part('compute')} ms and ` +
      `fetching the result ${part('download')} ms.`
    : '';
  if (software) {
    return [
      `This is a software adapter (${description}): the processor imitates a GPU, so no speed-up is quoted.`,
      gpu.agrees ? 'Its results are the same as those of the processor.' : '',
      parts,
    ];
  }
  const [best] = ranked(result).filter(({ raw }) => raw.adapter === undefined);
  const processor: Named | undefined = best && [best.name, `the processor (${best.name})`];
  return [
    `The adapter is ${description}.`,
    processor
      ? comparisons(result, [
          [processor, ['GPU', 'the GPU with the data in place']],
          [processor, ['GPU with transfer', 'the GPU with transfer']],
        ])
      : '',
    parts,
  ];
}
