import { JourneyState } from '../../hooks/useJourney';

/** What a step gets. */
export interface StepProps {
  id: string;
  state: JourneyState;
}
