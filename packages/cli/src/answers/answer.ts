/**
 * What every JSON document of the command line has. An interface in this folder whose name ends in
 * `Answer` is published as a JSON schema in `docs/schemas/` under the name that its `schema` gives.
 */
export interface Answer {
  /** Name and version: `plainbox-ls/1`. Within a version fields are only added. */
  readonly schema: `plainbox-${string}/${number}`;
}
