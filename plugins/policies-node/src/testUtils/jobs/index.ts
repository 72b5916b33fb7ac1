export * from './describeJobs';
