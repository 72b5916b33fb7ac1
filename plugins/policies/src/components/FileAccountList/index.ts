export { FileAccountList } from './FileAccountList';
