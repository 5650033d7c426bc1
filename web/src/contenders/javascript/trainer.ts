// microGPT in plain JavaScript, trained like the others: the rung between CPython and the compiled value graph.
import type { DivergenceError } from '../../common/lanes.ts';
import { holdOut, readCorpus, type Corpus } from '../../model/corpus.ts';
import type { TrainingSetup } from '../../model/setup.ts';
import { readWeights, writeWeights, type Shape } from '../../model/weights.ts';
import type { BlockingTrainer, HeldOutOptions, LearnerInfo, SampleOptions, TrainResult } from '../port.ts';
import { Model } from './model.ts';
import { PythonRandom } from './python-random.ts';
import { drawDocument, encode } from './sampling.ts';
import { backward, forget } from './value.ts';

const beta1 = 0.85;
const beta2 = 0.99;
const epsilon = 1e-8;

export class JavaScriptTrainer implements BlockingTrainer {
  private readonly corpus: Corpus;
  /** In the order of training. */
  private readonly documents: number[][];
  private readonly heldOut: number[][];
  private readonly model: Model;
  /** The one stream behind the order of the documents, the first weights and the samples. */
  private readonly random: PythonRandom;
  private readonly firstMoments: Float64Array;
  private readonly secondMoments: Float64Array;
  private step = 0;

  constructor(private readonly setup: TrainingSetup) {
    const { dataset, corpus, seed, config, holdout } = setup;
    this.corpus = readCorpus(dataset.bytes, corpus, config.blockSize);
    this.random = new PythonRandom(seed);
    const { documents } = this.corpus;
    this.random.shuffle(documents);
    const { training, heldOut } = holdout ? holdOut(documents, holdout) : { training: documents, heldOut: [] };
    this.documents = training;
    this.heldOut = heldOut;
    this.model = new Model(config, this.corpus.vocabulary, this.random);
    this.firstMoments = new Float64Array(this.model.parameters.length);
    this.secondMoments = new Float64Array(this.model.parameters.length);
  }

  train(n: number): TrainResult {
    const start = performance.now();
    const losses = new Float64Array(n);
    for (let i = 0; i < n; ++i) {
      const loss = this.trainStep();
      if (!Number.isFinite(loss)) throw this.diverged(losses.slice(0, i));
      losses[i] = loss;
    }
    return { losses, milliseconds: performance.now() - start };
  }

  heldOutLoss({ documents = Infinity }: HeldOutOptions): number {
    const judged = this.heldOut.slice(0, documents);
    if (judged.length === 0) throw new Error('No documents are held out from training.');
    let total = 0;
    for (const tokens of judged) {
      total += this.model.loss(tokens).data;
      forget();
    }
    return total / judged.length;
  }

  sample({ count = 20, temperature = 0.5, prompt = '', seed }: SampleOptions): string[] {
    const { characters } = this.corpus;
    const begun = encode(prompt, characters, this.setup.config.blockSize);
    const random = seed === undefined ? this.random : new PythonRandom(seed);
    return Array.from({ length: count }, () =>
      drawDocument(this.model, begun, temperature, this.setup.config.blockSize, random)
        .map((token) => characters[token])
        .join(''),
    );
  }

  save(): Uint8Array<ArrayBuffer> {
    return writeWeights(
      this.model.parameters.map(({ data }) => data),
      this.shape,
    );
  }

  load(bytes: Uint8Array): void {
    this.take(readWeights(bytes, this.shape));
  }

  /** Takes over parameters in the order in which they are drawn; moments and the step count return to zero. */
  take(numbers: ArrayLike<number>): void {
    for (const [i, parameter] of this.model.parameters.entries()) parameter.data = numbers[i]!;
    this.firstMoments.fill(0);
    this.secondMoments.fill(0);
    this.step = 0;
  }

  private get shape(): Shape {
    const { config, corpus } = this.setup;
    return { config, corpus, characters: this.corpus.characters };
  }

  info(): LearnerInfo {
    const { documents, vocabulary } = this.corpus;
    return {
      engine: 'value',
      variant: 'javascript',
      precision: 'f64',
      threads: 1,
      parameters: this.model.parameters.length,
      vocabulary,
      documents: documents.length,
      heldOut: this.heldOut.length,
      step: this.step,
    };
  }

  /** The garbage collector frees everything; nothing needs to be done. */
  dispose(): void {}

  private trainStep(): number {
    const { documents } = this;
    const { batch } = this.setup.config;
    let total = 0;
    for (let k = 0; k < batch; ++k) {
      const loss = this.model.loss(documents[(this.step * batch + k) % documents.length]!);
      if (!Number.isFinite(loss.data)) {
        forget();
        return loss.data;
      }
      backward(loss, 1 / batch);
      total += loss.data;
    }
    this.adam();
    this.step += 1;
    return total / batch;
  }

  private diverged(losses: DivergenceError['losses']): DivergenceError {
    const step = this.step + 1;
    const sentence = `The loss is no longer a finite number at step ${step}; a smaller learning rate may help.`;
    return Object.assign(new Error(sentence), { losses, step });
  }

  private adam(): void {
    const { learningRate, steps } = this.setup;
    const { firstMoments, secondMoments } = this;
    // Past the planned steps it goes on at the last rate above 0.
    const rate = (learningRate * Math.max(steps - this.step, 1)) / Math.max(steps, 1);
    const correction1 = 1 - beta1 ** (this.step + 1);
    const correction2 = 1 - beta2 ** (this.step + 1);
    const { parameters } = this.model;
    for (let i = 0; i < parameters.length; ++i) {
      const parameter = parameters[i]!;
      const { grad } = parameter;
      const first = beta1 * firstMoments[i]! + (1 - beta1) * grad;
      const second = beta2 * secondMoments[i]! + (1 - beta2) * grad * grad;
      firstMoments[i] = first;
      secondMoments[i] = second;
      parameter.data -= (rate * (first / correction1)) / (Math.sqrt(second / correction2) + epsilon);
      parameter.grad = 0;
    }
  }
}
