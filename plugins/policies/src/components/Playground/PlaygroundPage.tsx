import { useParams } from 'react-router-dom';
import { SetChooser } from './SetChooser';
import { SetPlayground } from './SetPlayground';

/**
 * The playground: change the files of a policy set, ask them a request, and see the decision and
 * why. Nothing live changes. Reads the route `/:set?` and the query `file`.
 */
export function PlaygroundPage() {
  const { set } = useParams();
  return (
    <main>{set ? <SetPlayground key={set} set={set} /> : <SetChooser />}</main>
  );
}
