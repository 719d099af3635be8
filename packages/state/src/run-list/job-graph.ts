import type { JobId } from '../job-id.js';
import { type JobNode, neededIds } from './job-node.js';
import { MISSING, NeedTable } from './need-table.js';
import { WalkNotes } from './walk-notes.js';

/** All jobs among which a run list is made, and which of them needs which: looking these up is what it costs most. */
export class JobGraph<Node extends JobNode = JobNode> {
  /** Who needs whom, as far as it was looked up. */
  readonly needs: NeedTable = new NeedTable();
  /** What the walk of the moment knows. */
  readonly notes: WalkNotes = new WalkNotes();
  readonly #jobs: Map<JobId, Node> = new Map();
  // By number; with holes where jobs are gone.
  readonly #nodes: (Node | undefined)[] = [];
  readonly #ids: (JobId | undefined)[] = [];
  readonly #free: number[] = [];

  constructor(nodes: Iterable<Node> = []) {
    for (const node of nodes) this.add(node);
  }

  /** In the order in which they came. */
  get jobs(): ReadonlyMap<JobId, Node> {
    return this.#jobs;
  }

  /** The ids by the numbers of their jobs. */
  get ids(): readonly (JobId | undefined)[] {
    return this.#ids;
  }

  find(id: JobId): Node | undefined {
    return this.#jobs.get(id);
  }

  /** The job of a number that the graph has given it. */
  at(number: number): Node {
    return this.#nodes[number] as Node;
  }

  /** Adds a job whose id no other has. */
  add(node: Node): void {
    const { id } = node.job;
    const number = this.#free.pop() ?? this.#nodes.length;
    node.number = number;
    this.#nodes[number] = node;
    this.#ids[number] = id;
    this.#jobs.set(id, node);
    this.needs.forget();
  }

  remove(id: JobId): void {
    const node = this.#jobs.get(id);
    if (node === undefined) return;
    this.#jobs.delete(id);
    this.#nodes[node.number] = undefined;
    this.#ids[node.number] = undefined;
    this.#free.push(node.number);
    this.needs.forget();
  }

  /**
   * Looks up the jobs that one needs, unless that is done and still right.
   *
   * @throws StateError when what it requires can't be understood.
   */
  link(number: number): void {
    this.needs.prepare(this.#nodes.length);
    if (this.needs.isLinked(number)) return;
    const { job } = this.at(number);
    const targets = neededIds(job).map((id) => this.find(id)?.number ?? MISSING);
    this.needs.link(number, job, targets, 0, targets.length);
  }

  /** The jobs that a job needs, as {@link needsOf} names them, once it is linked; without those that are missing. */
  targetsOf({ number }: JobNode): readonly Node[] {
    const { needs } = this;
    const targets: Node[] = [];
    for (let at = needs.start(number); at < needs.end(number); at++) {
      const target = needs.target(at);
      if (target !== MISSING) targets.push(this.at(target));
    }
    return targets;
  }
}
