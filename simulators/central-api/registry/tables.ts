/** Who is insured, as the caisses know it. Lists are JSON: they are read and written whole. */
export interface RegistryTables {
  insured_card: {
    serial: string;
    regime: string;
    caisse: string;
    centre: string;
    /** What the caisse decided for the card beyond the rights of its people, as JSON. */
    decided: string | null;
    opposed: number;
  };
  insured_person: {
    serial: string;
    rang: string;
    family_name: string;
    given_names: string;
    birth: string;
    nir: string;
    periods: string;
    doctor_declared: number;
    c2s: string | null;
    exonerations: string | null;
  };
}
