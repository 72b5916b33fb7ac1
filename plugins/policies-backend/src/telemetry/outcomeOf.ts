import { isRefusal } from '@internal/plugin-policies-node';

/** What an error says of a call: `refused` for load, `failed` where the portal or an engine is to blame, else `rejected`. */
export function outcomeOfError(error: unknown): string {
  if (isRefusal(error)) {
    return 'refused';
  }
  switch ((error as Error).name) {
    case 'InputError':
    case 'NotFoundError':
    case 'NotAllowedError':
    case 'AuthenticationError':
    case 'ConflictError':
    case 'NotImplementedError':
      return 'rejected';
    default:
      return 'failed';
  }
}
