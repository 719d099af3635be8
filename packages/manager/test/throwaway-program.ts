import { existsSync } from 'node:fs';
import { getThrowawayManager } from '../src/index.js';

const manager = await getThrowawayManager();
await manager.checkpoint();
const { location } = manager.storage;
process.stdout.write(JSON.stringify({ location, isThere: existsSync(location) }));
