import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  catalog?: {
    providers?: {
      policies?: {
        /**
         * How often the catalog compares its policy sets with the policies backend; by default every
         * 5 minutes on every instance. Changes arrive by event in between.
         */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      };
    };
  };
}
