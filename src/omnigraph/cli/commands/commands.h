// The commands. Each prints its result on stdout and returns the exit code.
#pragma once

#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

int run_init(const InitOptions& options);
int run_load(const LoadOptions& options);
int run_read(const QueryOptions& options);
int run_change(const QueryOptions& options);
int run_export(const ExportOptions& options);
int run_snapshot(const ShowOptions& options);
int run_schema_show(const ShowOptions& options);
int run_schema_plan(const SchemaOptions& options);
int run_schema_apply(const SchemaOptions& options);
int run_commit_list(const ShowOptions& options);
int run_commit_show(const ShowOptions& options);
int run_verify(const VerifyOptions& options);
int run_optimize(const MaintenanceOptions& options);
int run_cleanup(const MaintenanceOptions& options);
int run_stats(const MaintenanceOptions& options);
int run_bundle_create(const BundleOptions& options);
int run_bundle_import(const BundleOptions& options);
int run_copy(const BundleOptions& options);
int run_query_lint(const LintOptions& options);
int run_version();

}  // namespace omnigraph::cli
