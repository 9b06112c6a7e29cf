package teams

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// F61: a file goes into a OneDrive, or to a stand-in that the operator named, whatever
// address an Activity names.
func TestF61Drive(t *testing.T) {
	named, err := NewHosts("127.0.0.1:8090", "drive.example.com:443")
	if err != nil {
		t.Fatal(err)
	}
	for address, fine := range map[string]map[bool]bool{ // by whether hosts were named
		"https://contoso-my.sharepoint.com/personal/ana/_api/v2.0/drive/items/01/uploadSession?guid=1&tempauth=x": {false: true, true: true},
		"https://CONTOSO.sharepoint.com:443/x":                  {false: true, true: true},
		"http://127.0.0.1:8090/teams/drive/1":                   {true: true},
		"https://drive.example.com/x":                           {true: true},
		"http://127.0.0.1:8091/teams/drive/1":                   {},
		"http://drive.example.com:443/x":                        {},
		"http://contoso-my.sharepoint.com/x":                    {},
		"https://contoso-my.sharepoint.com:8443/x":              {},
		"https://sharepoint.com/x":                              {},
		"https://a.b.sharepoint.com/x":                          {},
		"https://contoso-my.sharepoint.com.evil/x":              {},
		"https://evil/contoso-my.sharepoint.com":                {},
		"https://contoso-my.sharepoint.com@evil/x":              {},
		"https://evil@contoso-my.sharepoint.com/x":              {},
		"https://169.254.169.254/metadata/identity":             {},
		"file:///etc/passwd":                                    {},
		"":                                                      {},
		"https://smba.trafficmanager.net/teams/":                {},
		"https://c.sharepoint.com/" + strings.Repeat("x", 5000): {},
	} {
		for with, h := range map[bool]Hosts{false: {}, true: named} {
			if err := h.CheckDrive(address); (err == nil) != fine[with] {
				t.Errorf("%.80q, hosts named %v: %v", address, with, err)
			}
		}
	}
}

func TestUpload(t *testing.T) {
	status := http.StatusCreated
	var got *http.Request
	var body string
	drive := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		got, body = r, string(raw)
		if status == http.StatusFound {
			rw.Header().Set("Location", "http://169.254.169.254/")
		}
		rw.WriteHeader(status)
	}))
	defer drive.Close()
	hosts, err := NewHosts(strings.TrimPrefix(drive.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	c := NewConnector(token{}, hosts, nil, nil)
	if err := c.Upload(t.Context(), drive.URL+"/x?tempauth=y", "Käse\n"); err != nil {
		t.Fatal(err)
	}
	if got.Method != http.MethodPut || got.Header.Get("Content-Range") != "bytes 0-5/6" || got.ContentLength != 6 || body != "Käse\n" || got.Header.Get("Authorization") != "" {
		t.Errorf("%s %v %q", got.Method, got.Header, body)
	}
	for _, status = range []int{http.StatusAccepted, http.StatusFound, http.StatusNotFound, http.StatusInternalServerError} {
		if err := c.Upload(t.Context(), drive.URL+"/x?tempauth=y", "x"); err == nil || strings.Contains(err.Error(), "tempauth") {
			t.Errorf("status %d: %v", status, err)
		}
	}
	if err := NewConnector(token{}, Hosts{}, nil, nil).Upload(t.Context(), drive.URL+"/x", "x"); !errors.Is(err, errDrive) {
		t.Errorf("to an address that nobody named: %v", err)
	}
}

// Nobody knows of an upload once it was under way, until OneDrive says what it made of it.
func TestUploadUnknown(t *testing.T) {
	var status atomic.Int32
	drive := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		n := int(status.Load())
		if n == 0 {
			panic(http.ErrAbortHandler)
		}
		rw.WriteHeader(n)
	}))
	defer drive.Close()
	hosts, err := NewHosts(strings.TrimPrefix(drive.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	c := NewConnector(token{}, hosts, nil, nil)
	upload := func(unknown bool) {
		t.Helper()
		err := c.Upload(t.Context(), drive.URL+"/x?tempauth=y", "x")
		if _, is := errors.AsType[*Unknown](err); err == nil || is != unknown || strings.Contains(err.Error(), "tempauth") {
			t.Errorf("status %d: %v", status.Load(), err)
		}
	}
	upload(true)
	for _, n := range []int32{http.StatusInternalServerError, http.StatusGatewayTimeout} {
		status.Store(n)
		upload(true)
	}
	for _, n := range []int32{http.StatusFound, http.StatusNotFound, http.StatusConflict} {
		status.Store(n)
		upload(false)
	}
	drive.Close()
	c = NewConnector(token{}, hosts, nil, nil) // without a connection that was there before
	upload(false)
}
