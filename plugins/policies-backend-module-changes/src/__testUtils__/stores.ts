export { DatabaseCheckQueue } from '../database/DatabaseCheckQueue';
export { DatabaseChangeStore } from '../database/DatabaseChangeStore';
