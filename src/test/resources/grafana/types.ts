// A dashboard as Grafana's published types describe it, with what they leave open: the options and fields
// of each kind of panel, and what a Prometheus data source adds to targets, variables and annotations.
import type { AnnotationQuery, Dashboard, FieldConfigSource, Panel, RowPanel, VariableModel } from '@grafana/schema';
import type * as stat from 'panel/stat';
import type * as state from 'panel/statetimeline';
import type * as table from 'panel/table';
import type * as series from 'panel/timeseries';

/** As it stands in a file: enums by their values, and what is missing has its default. */
type Json<T> =
  T extends string ? `${T}`
  : T extends number ? (`${T}` extends `${infer N extends number}` ? N : number)
  : T extends readonly (infer U)[] ? Json<U>[]
  : T extends object ? { [K in keyof T]?: Json<T[K]> }
  : T;
type Replace<T, U> = Omit<T, keyof U> & U;

type Defaults = NonNullable<Json<FieldConfigSource>['defaults']>;
type Fields<Custom> = Replace<Json<FieldConfigSource>, { defaults: Replace<Defaults, { custom?: Json<Custom> }> }>;

type Target = {
  refId: string;
  expr: string;
  datasource: { type: 'prometheus'; uid: string };
  editorMode?: 'builder' | 'code';
  exemplar?: boolean;
  format?: 'time_series' | 'table' | 'heatmap';
  hide?: boolean;
  instant?: boolean;
  interval?: string;
  legendFormat?: string;
  range?: boolean;
};
type PanelOf<Type, Options, Custom> = Replace<
  Json<Panel>,
  { type: Type; options: Json<Options>; fieldConfig: Fields<Custom>; targets: Target[] }
>;
type AnyPanel =
  | PanelOf<'stat', stat.Options, {}>
  | PanelOf<'state-timeline', state.Options, state.FieldConfig>
  | PanelOf<'table', table.Options, table.FieldConfig>
  | PanelOf<'timeseries', series.Options, series.FieldConfig>
  | Replace<Json<RowPanel>, { type: 'row' }>;

type Variable = Json<VariableModel> & { definition?: string };
type Annotation = Json<AnnotationQuery> & {
  expr?: string;
  step?: string;
  tagKeys?: string;
  textFormat?: string;
  titleFormat?: string;
  useValueForTime?: boolean;
};

export type Provisioned = Replace<
  Json<Dashboard>,
  { panels: AnyPanel[]; templating: { list: Variable[] }; annotations: { list: Annotation[] } }
>;
