// The JavaScript that Emscripten writes for a module, made ready to ship.
import { minifySync } from 'rolldown/utils';

/**
 * What Emscripten's JavaScript asks of its surroundings, in a way that bundlers can follow. It imports node's own
 * modules, which bundlers for the web look for in vain; node also gives them out by name. It starts itself in workers,
 * a circle that some bundlers never leave: lib/load.ts hands it a function for that. And it keeps its own address,
 * which it does not need, since lib/load.ts fetches the WebAssembly, too, and which Vite 8.3 loses in a worker.
 */
function forBundlers(source) {
  return source
    .replace(/const\s*{\s*createRequire\s*}.*?createRequire\(\w+\)/s, 'var require=process.getBuiltinModule')
    .replace(/await import\((["'])worker_threads\1\)/, "process.getBuiltinModule('worker_threads')")
    .replace(/new Worker\(new URL\([^()]*\),\s*(\w+|{[^}]*})\)/, "moduleArg['worker']()")
    .replace(/var _scriptName\s*=\s*import\.meta\.url;/, '')
    .replaceAll('_scriptName', 'undefined');
}

/** lib/load.ts fetches the WebAssembly and hands over how to start it: no other way is needed. */
function withoutFetching(source) {
  return source.replace(
    /if\s*\(Module\["instantiateWasm"\]\).*?return\s*{};?(?=\s*})/s,
    'return Module["instantiateWasm"](info, receiveInstance)',
  );
}

/** Minified, a module takes a page 4 KB less to load. `name` is the module's. */
export function finishGlue(name, source) {
  const { code, errors } = minifySync(`${name}.js`, forBundlers(withoutFetching(source)), {
    module: true,
    mangle: { toplevel: true },
  });
  if (errors.length > 0) throw new Error(`${name}.js: ${errors[0].message}`);
  const left = code.match(/\bimport\s*\(|\bnew Worker\b/);
  if (left !== null) throw new Error(`${name}.js still has "${left[0]}", which bundlers cannot follow.`);
  return code;
}
