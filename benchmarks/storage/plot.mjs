import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { p50 } from '../harness/statistics.mjs';

const WIDTH = 760;
const HEIGHT = 460;
const LABEL_HEIGHT = 18;
const PAPER = '#ffffff';
const INK = '#24292f';

/** Cost of one checkpoint against the jobs of the session, both logarithmic, as SVG with a background of its own. */
export function plotBySize(bySize) {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const points = [...bySize].flatMap(([jobs, runs]) =>
    [...runs.values()].map((run) => ({ contender: run.name, jobs, milliseconds: p50(run) / 1000 })),
  );
  const contenders = [...new Set(points.map(({ contender }) => contender))];
  const largest = Math.max(...bySize.keys());
  const labels = spread(points.filter(({ jobs }) => jobs === largest));
  const svg = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 56,
    marginRight: 220,
    marginTop: 40,
    style: { color: INK, fontFamily: 'system-ui, sans-serif', fontSize: '12px' },
    x: { type: 'log', label: 'jobs in the session →', ticks: [...bySize.keys()], tickFormat: ',' },
    y: {
      type: 'log',
      label: '↑ milliseconds until one changed result is on disk (median)',
      grid: true,
      tickFormat: (value) => (isDecade(value) ? String(value) : ''),
    },
    color: { domain: contenders, scheme: 'category10' },
    marks: [
      Plot.line(points, {
        x: 'jobs',
        y: 'milliseconds',
        stroke: 'contender',
        strokeWidth: ({ contender }) => (isOurs(contender) ? 3 : 1.5),
      }),
      Plot.dot(points, { x: 'jobs', y: 'milliseconds', fill: 'contender', r: 3 }),
      Plot.text(labels, {
        x: 'jobs',
        y: 'place',
        text: 'contender',
        fill: 'contender',
        textAnchor: 'start',
        dx: 10,
        fontWeight: ({ contender }) => (isOurs(contender) ? 'bold' : 'normal'),
      }),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.prepend(paper(document));
  return svg.outerHTML;
}

function isDecade(value) {
  return value === Number(`1e${Math.round(Math.log10(value))}`);
}

/** A background: the picture is shown on light and on dark pages. */
function paper(document) {
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  sheet.setAttribute('width', '100%');
  sheet.setAttribute('height', '100%');
  sheet.setAttribute('fill', PAPER);
  return sheet;
}

function isOurs(contender) {
  return contender.startsWith('plainbox');
}

/** Labels at their lines' ends, moved up as far as is needed to leave each of them a line of its own. */
function spread(ends) {
  const sorted = [...ends].sort((a, b) => a.milliseconds - b.milliseconds);
  const decades = Math.log10(sorted.at(-1).milliseconds / sorted[0].milliseconds);
  const step = 10 ** ((decades * LABEL_HEIGHT) / HEIGHT);
  let free = 0;
  return sorted.map((end) => {
    const place = Math.max(end.milliseconds, free);
    free = place * step;
    return { ...end, place };
  });
}
