import test from 'node:test';
import { storageConformance } from '@plainbox/storage/conformance';
import { mapRepository } from './map-storage.mjs';

const places = new Map();
const sessionsAt = (place) => {
  if (!places.has(place)) places.set(place, new Map());
  return places.get(place);
};
storageConformance({ test, open: (place) => mapRepository(sessionsAt(place)) });
