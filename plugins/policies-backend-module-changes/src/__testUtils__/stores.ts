export { DatabaseCheckQueue } from '../checks/DatabaseCheckQueue';
export { DatabaseChangeStore } from '../database/DatabaseChangeStore';
