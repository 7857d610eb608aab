import { Component, type ReactNode } from 'react';
import { Waiting } from './screens/waiting.tsx';

/** Long enough not to spin when the page crashes at each start, short enough not to strand a person. */
const reloadDelay = 2_000;

/** A screen that fails to draw never leaves a white page: it gives way to the waiting screen, then to a fresh page. */
export class CrashGuard extends Component<{ reload: () => void; children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidCatch() {
    setTimeout(this.props.reload, reloadDelay);
  }

  override render() {
    return this.state.crashed ? <Waiting /> : this.props.children;
  }
}
