import { train } from '../train.js';
import Page from './trained.jsx';

export const dynamic = 'force-dynamic';

export default async function OnServer() {
  return (
    <>
      <pre>{JSON.stringify(await train())}</pre>
      <Page />
    </>
  );
}
