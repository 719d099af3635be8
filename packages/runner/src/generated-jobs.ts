import {
  type JobDefinition,
  type JobId,
  type RunListProblem,
  type SessionState,
  StateError,
  TemplateUnit,
} from '@plainbox/state';

/** Jobs that templates make during a run, on their way to the run list. */
export class GeneratedJobs {
  readonly #state: SessionState;
  readonly #pending: JobDefinition[] = [];

  constructor(state: SessionState, wants: (job: JobDefinition) => boolean, signal: AbortSignal) {
    this.#state = state;
    state.on(
      'jobAdded',
      (job) => {
        if (wants(job)) this.#pending.push(job);
      },
      { signal },
    );
  }

  /**
   * Makes the jobs that have come desired. They stand behind the jobs that were asked for, in the
   * order of the resources that they were made from: whichever of these were there first, the
   * session is the same. Returns what keeps jobs from running, or `undefined` if none came.
   */
  adopt(): readonly RunListProblem[] | undefined {
    if (this.#pending.length === 0) return undefined;
    const desired = [...this.#state.desiredJobs, ...this.#pending.splice(0)];
    const made = desired.filter(isGenerated);
    const order = this.#orderOfResources();
    const place = (job: JobDefinition): number =>
      order.get(job.templateId ?? '') ?? Number.MAX_VALUE;
    made.sort((a, b) => place(a) - place(b));
    return this.#state.updateDesiredJobs([...desired.filter((job) => !isGenerated(job)), ...made]);
  }

  /** Where the resource of each template stands on the run list. */
  #orderOfResources(): Map<string, number> {
    const places = new Map<JobId, number>(this.#state.runList.map(({ id }, at) => [id, at]));
    const order = new Map<string, number>();
    for (const unit of this.#state.units) {
      if (!(unit instanceof TemplateUnit)) continue;
      const place = places.get(resourceOf(unit) ?? '');
      if (place !== undefined) order.set(unit.templateId, place);
    }
    return order;
  }
}

/** The resource of a template; none where it can't be read, as it makes no jobs then. */
function resourceOf(template: TemplateUnit): JobId | undefined {
  try {
    return template.resourceId;
  } catch (error) {
    if (error instanceof StateError) return undefined;
    throw error;
  }
}

function isGenerated(job: JobDefinition): boolean {
  return job.templateId !== undefined;
}
