import type { JobId } from '../../job-id.js';
import { JobGraph } from '../../run-list/job-graph.js';
import { JobNode } from '../../run-list/job-node.js';
import { DependencyCycleError, type JobGroup } from '../../run-list/problems.js';
import { solveRunList } from '../../run-list/solve.js';
import { JobDefinition } from '../../units/job-definition.js';
import { readable } from '../../units/readable.js';
import type { Unit } from '../../units/unit.js';
import type { RelationIssue } from './relation-issue.js';
import { idsIn, type UnitsInView } from './units-in-view.js';

/** How many jobs may be looked at again to find further cycles among those that have one: about two seconds. */
const MAX_EFFORT = 500_000;

/**
 * Jobs that wait for each other: by `depends`, `after`, `requires`, `before`, or as groups.
 *
 * The run list's own solver finds them, given jobs that have nothing else wrong with them, so that a missing dependency
 * hides no cycle. Where several cycles share a job, the others show when the first is mended; so they do where thousands
 * of jobs are so entangled that finding them all would take minutes.
 */
export function checkCycles(view: UnitsInView): readonly RelationIssue[] {
  const { jobsById, extraBefore } = view;
  const nodes = [...jobsById.values()].map(({ job }) => new JobNode(reduced(job, jobsById)));
  const { problems } = solveRunList(nodes, new JobGraph(nodes), extraBefore, {
    left: MAX_EFFORT,
  });
  return problems
    .filter((problem) => problem instanceof DependencyCycleError)
    .map(({ jobList }) => issueOf(jobList, view));
}

/** A job that waits for what the original waits for, as far as that is there. */
function reduced(job: JobDefinition, known: ReadonlyMap<JobId, unknown>): JobDefinition {
  const there = (ids: readonly JobId[]): readonly JobId[] => ids.filter((id) => known.has(id));
  return new JobDefinition({
    id: job.id,
    depends: there([...idsIn('depends', job), ...resourcesOf(job)]),
    after: there(idsIn('after', job)),
    before: there(idsIn('before', job)),
    group: job.group,
  });
}

function resourcesOf(job: JobDefinition): readonly JobId[] {
  return readable(() => job.resourceProgram?.resourceIds) ?? [];
}

type Member = JobDefinition | JobGroup;

function issueOf(cycle: readonly Member[], view: UnitsInView): RelationIssue {
  const way = cycle.map((member) => ('members' in member ? `group ${member.group}` : member.id));
  const { unit, field } = placeOf(cycle, view);
  return {
    unit,
    severity: 'error',
    code: 'DEPENDENCY_CYCLE',
    field,
    message: `jobs wait for each other: ${way.join(' → ')}`,
    hint: 'take one of these dependencies away',
  };
}

/** Where the first of them says that it waits for the second, or the second that it comes before. */
function placeOf([first, second]: readonly Member[], { jobsById }: UnitsInView): Place {
  const waiting = jobsById.get(idOf(first));
  const awaited = jobsById.get(idOf(second));
  if (waiting === undefined || awaited === undefined) throw new TypeError('a cycle has two ends');
  const isGroup = [first, second].some((member) => member !== undefined && 'members' in member);
  if (isGroup) return { unit: waiting.unit, field: 'group' };
  const { job } = waiting;
  const { id } = awaited.job;
  if (idsIn('depends', job).includes(id)) return { unit: waiting.unit, field: 'depends' };
  if (resourcesOf(job).includes(id)) return { unit: waiting.unit, field: 'requires' };
  if (idsIn('after', job).includes(id)) return { unit: waiting.unit, field: 'after' };
  return {
    unit: awaited.unit,
    field: idsIn('before', awaited.job).includes(job.id) ? 'before' : 'flags',
  };
}

interface Place {
  readonly unit: Unit;
  readonly field: string;
}

function idOf(member: Member | undefined): JobId {
  const job = member !== undefined && 'members' in member ? member.members[0] : member;
  return job?.id ?? '';
}
