// What can be simpler in Embind's JavaScript than it is in general: here no function has overloads, every type is
// registered (types.cpp), functions are called through the table and have no name of their own.
addToLibrary({
  $exposePublicSymbol__deps: [],
  $exposePublicSymbol: () => {},
  $replacePublicSymbol__deps: [],
  $replacePublicSymbol: (name, value) => {
    Module[name] = value;
  },
  $throwUnboundTypeError__deps: [],
  $throwUnboundTypeError: () => {},
  $getTypeName__deps: [],
  $getTypeName: (type) => type,
  $getFunctionName: (signature) => signature,
  $createNamedFunction: (_name, body) => body,
  $embind__requireFunction__deps: ['$wasmTable'],
  $embind__requireFunction: (_signature, place) => wasmTable.get(place),
  $emval_get_global: () => globalThis,
});
