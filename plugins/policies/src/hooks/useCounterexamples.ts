import { PolicyFile, PolicyCase } from '@internal/plugin-policies-common';
import { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  addCaseToDraft,
  changesBetween,
  encodeShare,
  formatRequest,
} from '../components/Playground/model';
import { CounterexampleTarget } from '../components/Proof';
import { paths } from '../routes';
import { usePoliciesApi } from './usePoliciesApi';

/**
 * What is done with counterexamples outside of the playground: they open there as a link does, which asks before
 * it replaces a draft, and become cases of the draft.
 *
 * @param change - whose proposed files they were found with; by default the active revision of the set
 */
export function useCounterexamples(
  set: string,
  change?: { id: string; revision: string },
): CounterexampleTarget {
  const api = usePoliciesApi();
  const navigate = useNavigate();
  const { id, revision } = change ?? {};
  return useMemo(() => {
    const read = async () => {
      const live = await api.getRevision(set, 'active');
      const proposed = revision
        ? (await api.getRevision(set, revision)).files
        : live.files;
      return { live, proposed };
    };
    return {
      open: async example => {
        const { request, entities } = example;
        const { live, proposed } = await read();
        const changes = changesBetween(
          live.files,
          withFile(proposed, entities),
        );
        if (!Object.keys(changes).length) {
          // Only the request: whatever draft there is stays.
          navigate(paths.playground(set, { request }));
          return;
        }
        const fragment = await encodeShare({
          revision: live.revision,
          changes,
          request: formatRequest(request),
        });
        navigate(`${paths.playground(set)}#${fragment}`);
      },
      saveCase: async (item: PolicyCase) => {
        const { live, proposed } = await read();
        const { path, content } = addCaseToDraft({
          set,
          live,
          proposed,
          changeId: id,
          item,
        });
        return content === undefined
          ? `'${path}' of your draft has this case already.`
          : `The case is in '${path}' of your draft; open the playground to ${
              id ? 'push' : 'propose'
            } it.`;
      },
    };
  }, [api, set, id, revision, navigate]);
}

function withFile(files: PolicyFile[], file?: PolicyFile): PolicyFile[] {
  return file
    ? [...files.filter(({ path }) => path !== file.path), file]
    : files;
}
