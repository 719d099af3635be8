import type { JobId } from '../job-id.js';
import { type JobNode, neededIds } from './job-node.js';
import { JobTable, MISSING } from './job-table.js';
import { NeedTable } from './need-table.js';
import { WalkNotes } from './walk-notes.js';

/** All jobs among which a run list is made, and which of them needs which: looking these up is what it costs most. */
export class JobGraph<Node extends JobNode = JobNode> {
  /** Who needs whom, as far as it was looked up. */
  readonly needs: NeedTable = new NeedTable();
  /** What the walk of the moment knows. */
  readonly notes: WalkNotes = new WalkNotes();
  readonly #jobs: JobTable<Node> = new JobTable();

  constructor(nodes: Iterable<Node> = []) {
    for (const node of nodes) this.add(node);
  }

  /** In the order in which they came. */
  get jobs(): Omit<JobTable<Node>, 'add' | 'delete'> {
    return this.#jobs;
  }

  /** Adds a job whose id no other has. */
  add(node: Node): void {
    this.#jobs.add(node);
    this.needs.forget();
  }

  remove(id: JobId): void {
    this.#jobs.delete(id);
    this.needs.forget();
  }

  /**
   * Looks up the jobs that one needs, unless that is done and still right.
   *
   * @throws StateError when the job can't be read.
   */
  link(number: number): void {
    this.needs.prepare(this.#jobs.limit);
    if (!this.needs.isLinked(number)) this.#linkAnew(number);
  }

  #linkAnew(number: number): void {
    const { job } = this.#jobs.at(number);
    const targets = neededIds(job).map((id) => this.#jobs.numberOf(id));
    this.needs.link(number, job, targets, 0, targets.length);
  }

  /** The jobs that a job needs, as {@link needsOf} names them, once it is linked; without those that are missing. */
  targetsOf({ number }: JobNode): readonly Node[] {
    const { needs } = this;
    const targets: Node[] = [];
    for (let at = needs.start(number); at < needs.end(number); at++) {
      const target = needs.target(at);
      if (target !== MISSING) targets.push(this.#jobs.at(target));
    }
    return targets;
  }
}
