import { ok } from '@borne/domain/result';
import type { RightsStatement, VitaleContent } from '@borne/domain/rights';
import { type Actor, type AnyActorRef, type AnyStateMachine, SimulatedClock } from 'xstate';
import type { KioskSnapshot } from '../kiosk.machine.ts';
import { createKiosk, type Kiosk, type KioskSettings } from '../kiosk.ts';
import { type Intent, offeredIntents, type ScreenKind, type View } from '../view.ts';
import { FakePorts } from './fake-ports.ts';
import { family, familyRights } from './people.ts';

/** A kiosk on fake ports and a clock that moves only when told to. */
export class KioskBench {
  readonly timers = new SimulatedClock();
  readonly ports = new FakePorts(() => this.timers.now());
  readonly views: View[] = [];
  readonly kiosk: Kiosk;
  #root: AnyActorRef | undefined;

  constructor(prepare: (ports: FakePorts) => void = () => {}, settings: Partial<KioskSettings> = {}) {
    prepare(this.ports);
    this.kiosk = createKiosk(
      this.ports,
      {
        kioskId: 'test-kiosk',
        officeName: 'l’accueil d’Angers',
        specimen: false,
        language: 'fr',
        ...settings,
      },
      {
        setTimeout: (callback, delay) => this.timers.setTimeout(() => callback(), delay),
        clearTimeout: (id) => this.timers.clearTimeout(id as number),
      },
      ({ rootId, actorRef }) => {
        const actor = actorRef as AnyActorRef;
        if (actor.sessionId === rootId) this.#root = actor;
      },
    );
    this.kiosk.subscribe((view) => this.views.push(view));
    this.views.push(this.kiosk.view());
  }

  get view(): View {
    return this.kiosk.view();
  }
  /** Everything that the machines hold, children included, as text. */
  get memory(): string {
    return JSON.stringify((this.#root as Actor<AnyStateMachine>).getPersistedSnapshot());
  }
  /** The state of the root machine. */
  get snapshot(): KioskSnapshot {
    return this.#root?.getSnapshot();
  }
  get screen(): ScreenKind {
    return this.view.kind;
  }

  /** Lets every promise that is already settled run its course. No time passes. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  }

  async wait(milliseconds: number): Promise<void> {
    this.timers.increment(milliseconds);
    await this.settle();
  }

  /** Touches the screen as it is now. */
  async touch(intent: Intent): Promise<'accepted' | { readonly refused: string }> {
    const answer = this.kiosk.send({ screen: this.view.screen, intent });
    await this.settle();
    return answer;
  }

  offers(type: Intent['type']): boolean {
    return offeredIntents(this.view).some((intent) => intent.type === type);
  }

  // Steps of a visit.

  /** Inserts a Vitale card and reads it: the menu. */
  async openVisit(vitale: VitaleContent = family): Promise<void> {
    this.ports.cardReader.insert('vitale-2');
    await this.settle();
    this.ports.cardReader.reads.answer(ok(vitale));
    await this.settle();
  }
  /** From the menu to the preview. */
  async reachPreview(rights: RightsStatement = familyRights): Promise<void> {
    await this.touch({ type: 'choose', option: 'attestation-droits' });
    if (this.screen === 'selection') await this.touch({ type: 'confirm' });
    this.ports.central.asked.answer(ok(rights));
    await this.settle();
  }
  /** From the attract screen to a job that waits for the printer's word. */
  async reachPrinting(): Promise<void> {
    await this.openVisit();
    await this.reachPreview();
    await this.touch({ type: 'confirm' });
  }
}
