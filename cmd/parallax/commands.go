package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

// commands is the command line (docs: README.md).
func commands(w world) *cobra.Command {
	root := &cobra.Command{
		Use:           "parallax",
		Short:         "Measures the perception gap between IT and the business, in chat.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(demoCommand(w), serveCommand(w), applyCommand(w), replayCommand(w), simulateCommand(w),
		auditCommand(w), exportCommand(w), forgetCommand(w), rekeyCommand(w), doctorCommand(w), manifestCommand(w), versionCommand(w), healthcheckCommand(w))
	return root
}

func demoCommand(w world) *cobra.Command {
	var o demoOptions
	c := &cobra.Command{
		Use:   "demo",
		Short: "Opens the practice workspace: play an IT lead and a business lead in your browser.",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return demo(c.Context(), w, o) },
	}
	c.Flags().StringVar(&o.addr, "addr", "127.0.0.1:8787", "loopback address of the page")
	c.Flags().BoolVar(&o.headless, "headless", false, "play rounds with simulated leads, print what people see, and end")
	c.Flags().IntVar(&o.rounds, "rounds", 6, "weeks to play with --headless")
	c.Flags().Uint64Var(&o.seed, "seed", 1, "seed of the simulated leads")
	c.Flags().BoolVar(&o.json, "json", false, "with --headless: one JSON object a line")
	return c
}

func serveCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Runs the service.",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return serve(c.Context(), w) },
	}
}

func applyCommand(w world) *cobra.Command {
	var file string
	var dry bool
	c := &cobra.Command{
		Use:   "apply -f org.yaml",
		Short: "Creates or updates an org, its people and its initiatives from a file.",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			data, err := os.ReadFile(file)
			if err != nil {
				return fmt.Errorf("apply: %w", err)
			}
			if err := w.hooks(); err != nil {
				return err
			}
			cfg, err := loadConfig(w.environ)
			if err != nil {
				return err
			}
			s, err := openStore(c.Context(), cfg, w)
			if err != nil {
				return err
			}
			defer s.Stop() //nolint:errcheck // nothing is left to lose: writes were acknowledged
			if err := apply(c.Context(), s, file, data, w.now(), dry, w.stdout); err != nil {
				return err
			}
			for _, remark := range unserved(cfg, data) {
				fmt.Fprintln(w.stdout, "note: "+remark)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&file, "file", "f", "", "the org file")
	c.Flags().BoolVar(&dry, "dry-run", false, "print what would change, and change nothing")
	_ = c.MarkFlagRequired("file")
	return c
}

func manifestCommand(w world) *cobra.Command {
	c := &cobra.Command{
		Use:   "manifest",
		Short: "Prints an app manifest for this deployment.",
		Args:  cobra.NoArgs, // one that is not listed is misspelt, or of a later version
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },

		DisableFlagsInUseLine: true,
	}
	c.AddCommand(&cobra.Command{
		Use:   "slack",
		Short: "The Slack app manifest, YAML.",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			m, err := manifestSlack(w.environ["PARALLAX_PUBLIC_URL"], w.environ["SLACK_APP_TOKEN"] != "")
			if err != nil {
				return err
			}
			_, err = w.stdout.Write(m)
			return err
		},
	}, &cobra.Command{
		Use:   "teams",
		Short: "The Teams app package, a zip: parallax manifest teams > app.zip",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			m, err := manifestTeams(w.environ["TEAMS_APP_ID"], w.environ["PARALLAX_PUBLIC_URL"])
			if err != nil {
				return err
			}
			if terminal(w.stdout) {
				return errTerminal
			}
			_, err = w.stdout.Write(m)
			return err
		},
	})
	return c
}

func versionCommand(w world) *cobra.Command {
	var points bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Prints the version, the commit and the Go version.",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if points {
				return printPoints(w.stdout)
			}
			_, err := fmt.Fprintln(w.stdout, versionLine())
			return err
		},
	}
	c.Flags().BoolVar(&points, "failpoints", false, "list the fault points of a test build")
	return c
}

func doctorCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Checks the store, the clock, tokens and scopes; exit 1 with one line a problem.",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := loadConfig(w.environ)
			if err != nil {
				return err
			}
			if doctor(c.Context(), doctorChecks(cfg, w), w.stdout) != 0 {
				return errFound
			}
			return nil
		},
	}
}

func healthcheckCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:    "healthcheck",
		Short:  "Asks the service on this machine whether it lives; for container health checks.",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE:   func(c *cobra.Command, _ []string) error { return healthcheck(c.Context(), w.environ["PARALLAX_ADDR"]) },
	}
}
