import { StateError } from '../errors.js';
import { Emitter, type Listener, type ListenOptions, type Unsubscribe } from '../events/emitter.js';
import type { RunListProblem } from '../run-list/problems.js';
import { SessionState } from '../session/session-state.js';
import { selectUnits } from '../test-plans/select-units.js';
import type { TestPlan } from '../test-plans/test-plan.js';
import { JobDefinition } from '../units/job-definition.js';
import type { Unit, UnitProvider } from '../units/unit.js';
import { UnitIndex } from '../units/unit-index.js';
import { OverrideMap } from './override-map.js';

/** Whoever brings units to a session. */
export interface Provider {
  /** For people, and to tell providers apart. */
  readonly name: string;
  /** Prefix of the ids of its units. */
  readonly namespace: string;
  /** What it brings. */
  readonly units: Iterable<Unit>;
}

/** What a device context tells its listeners, and with which arguments. */
export interface DeviceContextEvents {
  /** Comes before the units of the provider. */
  providerAdded: [provider: Provider];
  /** These two come before the session's own events of that name reach those who listen to the session later. */
  unitAdded: [unit: Unit];
  /** See `unitAdded`. */
  unitRemoved: [unit: Unit];
  /** Comes after the overrides of the test plans are applied to the job, and before `unitAdded`, as in plainbox. */
  jobAdded: [job: JobDefinition];
}

/** A session as one device sees it: its state, the providers of its units, and the test plans that it follows. */
export class SessionDeviceContext {
  /** The session that the context looks at. */
  readonly state: SessionState;
  /** Names the device among those of a session; null stands for the machine that the session runs on. */
  readonly device: string | null;
  readonly #emitter: Emitter<DeviceContextEvents> = new Emitter();
  readonly #providers: Provider[];
  readonly #units: UnitIndex = new UnitIndex();
  /** Those that the session began with or that were added here; not those that came along, such as siblings. */
  readonly #added: Set<Unit>;
  readonly #shared: Map<string, unknown> = new Map();
  #testPlans: readonly TestPlan[] = [];
  #overrides: OverrideMap = new OverrideMap([]);

  /** @param state the session to look at; a new one without units, if none is given. */
  constructor(
    state: SessionState = new SessionState(),
    { device = null }: { readonly device?: string | null } = {},
  ) {
    this.state = state;
    this.device = device;
    for (const unit of state.units) this.#units.add(unit);
    this.#added = new Set(state.units);
    this.#providers = [...providersOf(state.units)];
    state.on('unitAdded', (unit) => this.#unitAdded(unit));
    state.on('unitRemoved', (unit) => this.#unitRemoved(unit));
  }

  /** The providers that were added, and those of the units that the session began with. */
  get providers(): readonly Provider[] {
    return this.#providers;
  }

  /** The plans that the session follows, see {@link setTestPlans}. */
  get testPlans(): readonly TestPlan[] {
    return this.#testPlans;
  }

  /** Listens to an event, until the function that it returns is called or the signal is aborted. */
  on<Name extends keyof DeviceContextEvents>(
    event: Name,
    listener: Listener<DeviceContextEvents[Name]>,
    options?: ListenOptions,
  ): Unsubscribe {
    return this.#emitter.on(event, listener, options);
  }

  /**
   * Adds a provider, and its units unless they are not wanted yet: all of them or none.
   *
   * @throws StateError `DUPLICATE_PROVIDER`, and whatever {@link addUnit} throws for one of its units.
   */
  addProvider(provider: Provider, { addUnits = true }: { readonly addUnits?: boolean } = {}): void {
    if (this.#providers.includes(provider)) {
      throw new StateError('DUPLICATE_PROVIDER', `provider ${provider.name} is there already`);
    }
    const units = addUnits ? [...provider.units] : [];
    this.state.assertAddable(units);
    const coming = new UnitIndex();
    for (const unit of units) {
      this.#assertNew(unit);
      if (coming.equalOf(unit) !== undefined) throw duplicate(unit);
      coming.add(unit);
    }
    this.#providers.push(provider);
    this.#emitter.emit('providerAdded', provider);
    for (const unit of units) this.#add(unit);
  }

  /**
   * Adds a unit to the session. One that came along with another, such as a sibling, may be added once more.
   *
   * @throws StateError `DUPLICATE_UNIT` when it was added already; DependencyDuplicateError when its id is taken.
   */
  addUnit(unit: Unit): void {
    this.#assertNew(unit);
    this.#add(unit);
  }

  /**
   * Removes a unit from the session, wherever it came from.
   *
   * @throws StateError `UNKNOWN_UNIT`, or `JOB_ON_RUN_LIST`.
   */
  removeUnit(unit: Unit): void {
    this.state.removeUnit(unit);
  }

  /**
   * The unit of an id, of one kind if that is given.
   *
   * @throws StateError `UNKNOWN_UNIT`.
   */
  getUnit(id: string, kind?: string): Unit {
    const found = [...this.#units.ofId(id)].findLast(
      ({ unit }) => kind === undefined || unit === kind,
    );
    if (found === undefined) {
      const what = kind === undefined ? 'unit' : `unit of kind ${kind}`;
      throw new StateError('UNKNOWN_UNIT', `there is no ${what} with the id ${JSON.stringify(id)}`);
    }
    return found;
  }

  /**
   * Follows test plans: their overrides are applied to all jobs, and the jobs that they want whatever else runs become
   * the mandatory ones.
   */
  setTestPlans(plans: readonly TestPlan[]): readonly RunListProblem[] {
    this.#testPlans = plans;
    this.#overrides = new OverrideMap(plans);
    for (const { job } of this.state.jobs.values()) this.#applyOverrides(job);
    if (plans.length === 0) return [];
    const jobs = [...this.state.jobs.values()].map(({ job }) => job);
    const mandatory = plans.flatMap((plan) => plan.mandatory);
    this.state.updateMandatoryJobs(selectUnits(jobs, mandatory));
    return this.state.updateDesiredJobs(this.state.desiredJobs);
  }

  /** Something that is worked out once for all who need it, until it is invalidated. */
  computeShared<Value>(key: string, compute: () => Value): Value {
    if (!this.#shared.has(key)) this.#shared.set(key, compute());
    return this.#shared.get(key) as Value;
  }

  /** Lets {@link computeShared} work something out again. */
  invalidateShared(key: string): void {
    this.#shared.delete(key);
  }

  #assertNew(unit: Unit): void {
    const known = this.#units.equalOf(unit);
    if (known !== undefined && this.#added.has(known)) throw duplicate(unit);
  }

  #add(unit: Unit): void {
    const known = this.#units.equalOf(unit);
    this.state.addUnit(unit);
    this.#added.add(known ?? unit);
  }

  #unitAdded(unit: Unit): void {
    this.#units.add(unit);
    if (unit instanceof JobDefinition) {
      this.#applyOverrides(unit);
      this.#emitter.emit('jobAdded', unit);
    }
    this.#emitter.emit('unitAdded', unit);
  }

  #unitRemoved(unit: Unit): void {
    this.#units.delete(unit);
    this.#added.delete(unit);
    this.#emitter.emit('unitRemoved', unit);
  }

  #applyOverrides(job: JobDefinition): void {
    const overrides = this.#overrides.overridesOf(job);
    if (overrides) this.state.jobs.get(job.id)?.applyOverrides(overrides);
  }
}

function duplicate(unit: Unit): StateError {
  return new StateError('DUPLICATE_UNIT', `unit ${JSON.stringify(unit.id)} is there already`);
}

/** The providers of the units, as far as the units know more of them than the namespace. */
function providersOf(units: Iterable<Unit>): Set<Provider> {
  const providers = new Set<Provider>();
  for (const { provider } of units) {
    if (provider && isProvider(provider)) providers.add(provider);
  }
  return providers;
}

function isProvider(provider: UnitProvider): provider is Provider {
  return 'units' in provider && 'name' in provider;
}
