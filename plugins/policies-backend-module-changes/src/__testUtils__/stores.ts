export { DatabaseChangeStore } from '../database/DatabaseChangeStore';
