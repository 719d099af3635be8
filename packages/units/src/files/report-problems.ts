import type { TextProblem, UnitProblem } from '../problem.js';
import type { UnitFile, UnitFiles } from './read-unit-files.js';

/**
 * All problems, in the order of the files and of the lines in them, as many of each file as the limit allows.
 *
 * @param ofFile what is wrong with a file besides what could not be read of it.
 */
export function reportProblems(
  { files, problems, limits }: UnitFiles,
  ofFile: (file: UnitFile) => readonly TextProblem[] = () => [],
): readonly UnitProblem[] {
  const found = files.flatMap((file) => {
    const refusals = file.units.flatMap(({ refusal }) => refusal ?? []);
    const all = [...file.problems, ...refusals, ...ofFile(file)];
    return shortened(all, limits.problems).map((problem) => ({ file: file.path, ...problem }));
  });
  return [...problems, ...found];
}

function shortened(problems: readonly TextProblem[], limit: number): readonly TextProblem[] {
  const sorted = [...problems].sort((a, b) => a.line - b.line);
  const next = sorted[limit];
  if (next === undefined) return sorted;
  return [
    ...sorted.slice(0, limit),
    {
      line: next.line,
      code: 'TOO_MANY_PROBLEMS',
      message: `from here on there are more problems, ${sorted.length} in the whole file`,
      hint: 'mend the ones before and look again',
    },
  ];
}
