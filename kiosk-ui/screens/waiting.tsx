import { Title } from '../components/title.tsx';
import { wordsIn } from '../words.ts';
import './message.css';
import './waiting.css';

/** The host is not there, or not yet. Says nothing about anybody. */
export function Waiting() {
  const { waitTitle, waitBody } = wordsIn('fr');
  return (
    <div className="stage" data-kind="waiting" lang="fr" dir="ltr">
      <main className="main">
        <div className="message">
          <div className="waiting-dots" aria-hidden="true">
            <span />
            <span />
            <span />
          </div>
          <Title title={waitTitle} body={waitBody} />
        </div>
      </main>
    </div>
  );
}
