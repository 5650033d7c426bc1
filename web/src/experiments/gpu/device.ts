// The GPU of this machine, if the browser offers one, and whether it is one at all.

export interface Adapter {
  description: string;
  /** A program that imitates a GPU: right for checking results, never for speed. */
  software: boolean;
}

export interface Gpu {
  device: GPUDevice;
  adapter: Adapter;
}

/** From what WebGPU tells about an adapter. */
export function describeAdapter(
  info: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description' | 'isFallbackAdapter'>,
): Adapter {
  const parts = [info.description, info.vendor, info.architecture, info.device].filter((part) => part !== '');
  const software = info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|warp|basic render/i.test(parts.join(' '));
  const name = info.description !== '' ? info.description : [...new Set(parts)].join(' ');
  return { description: name !== '' ? name : 'an adapter that does not say its name', software };
}

let opening: Promise<Gpu> | undefined;

/**
 * The device, the same for all who ask.
 * @throws Error when there is none, in a sentence.
 */
export function openGpu(): Promise<Gpu> {
  if (!opening) {
    opening = open();
    opening.catch(() => (opening = undefined));
  }
  return opening;
}

async function open(): Promise<Gpu> {
  if (!('gpu' in navigator) || !navigator.gpu) {
    throw new Error(
      'This browser offers no WebGPU here; it may need a newer version, a setting, or a page served by HTTPS.',
    );
  }
  const found = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!found) throw new Error('This browser has WebGPU but no adapter for it: it found no GPU that it trusts.');
  const device = await found.requestDevice();
  void device.lost.then(() => (opening = undefined));
  return { device, adapter: describeAdapter(found.info) };
}
