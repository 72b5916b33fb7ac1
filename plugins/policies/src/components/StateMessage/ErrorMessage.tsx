import Button from '@mui/material/Button';
import { LongText } from '../LongText';
import { StateMessage } from './StateMessage';

const DENIED = 'NotAllowedError';
/** The token of the person is none, or is not good any more: no permission would help. */
const SIGNED_OUT = 'AuthenticationError';

/** Name of the error the backend answered with, when it did. */
function nameOf(error: Error & { cause?: unknown }): string {
  return error.cause instanceof Error ? error.cause.name : error.name;
}

/** Whether the backend knows no such thing, or no such route as the feature is left out. */
export function isNotFoundError(error: Error): boolean {
  return nameOf(error) === 'NotFoundError';
}

/** The words of the backend, without the wrapping of the client. */
export function messageOf(error: Error & { cause?: unknown }): string {
  if (nameOf(error) === SIGNED_OUT) {
    return 'Your sign-in has expired. Load the page again to sign in.';
  }
  return error.cause instanceof Error && error.cause.message
    ? error.cause.message
    : error.message;
}

/** Says what a failed call means: denied, not found, or an error with a retry. */
export function ErrorMessage(props: {
  error: Error;
  /** What could not be shown, for example "the policy sets". */
  what: string;
  onRetry?: () => void;
  dense?: boolean;
}) {
  const { error, what, onRetry, dense } = props;
  if (nameOf(error) === SIGNED_OUT) {
    return (
      <StateMessage
        kind="denied"
        title="Your sign-in has expired"
        dense={dense}
        action={
          <Button
            variant="outlined"
            size="small"
            onClick={() => window.location.reload()}
          >
            Sign in again
          </Button>
        }
      >
        Sign in again to see {what}.
      </StateMessage>
    );
  }
  if (nameOf(error) === DENIED) {
    return (
      <StateMessage
        kind="denied"
        title={`You may not see ${what}`}
        dense={dense}
      >
        <LongText text={messageOf(error)} /> Ask the people who run this portal
        for the missing permission.
      </StateMessage>
    );
  }
  return (
    <StateMessage
      kind="error"
      title={`Could not load ${what}`}
      onRetry={onRetry}
      dense={dense}
    >
      <LongText text={messageOf(error)} />
    </StateMessage>
  );
}
