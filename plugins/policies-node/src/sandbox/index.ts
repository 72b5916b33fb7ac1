export * from './isolation';
export { MemoryBudget } from './MemoryBudget';
export * from './SandboxFolder';
export * from './SandboxProcess';
export * from './SandboxRunner';
