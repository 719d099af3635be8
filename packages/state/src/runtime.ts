interface NodeModules {
  readonly crypto: {
    hash?(algorithm: 'sha256', text: string, encoding: 'hex'): string;
  };
  readonly worker_threads: {
    markAsUntransferable?(block: ArrayBuffer): void;
  };
}

/** What there is of Node where the package runs on it; so much of Deno and Bun as well. Elsewhere it does without. */
interface Runtime {
  readonly Buffer?: {
    from(bytes: ArrayBufferLike): {
      toString(encoding: 'latin1', start: number, end: number): string;
    };
  };
  readonly process?: {
    getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined;
  };
}

const runtime = globalThis as Runtime;

/** Node's kind of buffer. */
export const NodeBuffer: Runtime['Buffer'] = runtime.Buffer;

/** A module of Node; nothing of it where there is none. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): Partial<NodeModules[Name]> {
  return runtime.process?.getBuiltinModule?.(name) ?? {};
}
